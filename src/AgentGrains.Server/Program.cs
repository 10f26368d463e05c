using AgentGrains.Api;
using AgentGrains.Core.Errors;
using AgentGrains.Server;

try
{
    var app = ServerComposition.Build(args);
    await app.RunAsync();
    return 0;
}
catch (AgentGrainsException failure)
{
    // What a person can mend gets a sentence, not a stack.
    await Console.Error.WriteLineAsync($"{failure.Code} {failure.Code.Title}: {failure.Message}");
    return 1;
}
