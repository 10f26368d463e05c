using AgentGrains.Core.Errors;
using AgentGrains.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

try
{
    var app = ServerComposition.Build(args);
    await app.RunAsync();
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
    // What a person can mend gets a sentence, not a stack.
    await Console.Error.WriteLineAsync($"{failure.Code} {failure.Code.Title}: {failure.Message}");
    return 1;
}
