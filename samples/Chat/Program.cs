using AgentGrains.Client;
using AgentGrains.Samples.Chat;

if (args is not [var address, var key, .. { Length: <= 1 } agent])
{
    await Console.Error.WriteLineAsync("Usage: Chat ADDRESS KEY [AGENT], with the address and the key that eng/run.sh prints. Each line of input is a message.");
    return 2;
}
using var http = AgentGrainsClient.CreateHttpClient(new Uri(address), key);
var conversation = new Conversation(new AgentGrainsClient(http), agent is [var name] ? name : "assistant", Console.Out);
while (await Console.In.ReadLineAsync() is { } line)
    await conversation.SendAsync(line);
return 0;
