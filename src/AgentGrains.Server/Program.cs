using AgentGrains.Core.Errors;
using AgentGrains.Server;
using AgentGrains.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

try
{
    if (args is [RebuildWakeUps.Command, .. var settings])
    {
        await RebuildWakeUps.RunAsync(settings);
        return 0;
    }
    if (args is [[not ('-' or '/'), ..] word, ..] && !word.Contains('=', StringComparison.Ordinal))
        throw new AgentGrainsException(ErrorCodes.Invalid, $"There is no command '{word}'. There is '{RebuildWakeUps.Command}'; without a command, the service runs.");
    await ServerComposition.Build(args).RunAsync();
    return 0;
}
catch (IOException failure) when (failure.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{failure.Message} Stop what listens there, or set ASPNETCORE_URLS to another address.");
    return 1;
}
catch (OptionsValidationException failure)
{
    await Console.Error.WriteLineAsync($"{ErrorCodes.Invalid} {ErrorCodes.Invalid.Title}: {failure.Message}");
    return 1;
}
catch (AgentGrainsException failure)
{
    // A failure that the operator can fix prints a sentence, not a stack trace.
    await Console.Error.WriteLineAsync($"{failure.Code} {failure.Code.Title}: {failure.Message}");
    return 1;
}
