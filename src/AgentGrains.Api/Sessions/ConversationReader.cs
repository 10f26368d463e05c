using System.Globalization;
using AgentGrains.Api.Messages;
using AgentGrains.Api.Parameters;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Sessions;

/// <summary>Reads the conversation of a session from its journal.</summary>
internal sealed class ConversationReader(JournalReader journal, ContentStore contents, MessageStorage storage)
{
    /// <summary>The most messages of an answer.</summary>
    public const int MaxMessages = 1000;

    private const string List = "messages";

    /// <summary>A page of the conversation; without a limit, all of it up to <see cref="MaxMessages"/>.</summary>
    public async ValueTask<MessageListBody> ReadAsync(SessionKey session, int? limit, string? cursor, CancellationToken cancellation)
    {
        var filter = session.Session.ToString();
        var after = Cursor.Read(cursor, List, filter, IsIndex);
        var from = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture) + 1;
        IReadOnlyList<ConversationMessage> messages = (await journal.ReadConversationAsync(session, long.MaxValue, cancellation)).Snapshot();
        var page = new List<MessageBody>();
        for (var i = from; i < messages.Count && page.Count < (limit ?? MaxMessages); i++)
            page.Add(await BodyAsync(session.Tenant, messages[i], cancellation));
        var end = from + page.Count;
        return new MessageListBody(page, end < messages.Count ? Cursor.Write(List, filter, (end - 1).ToString(CultureInfo.InvariantCulture)) : null);
    }

    private async ValueTask<MessageBody> BodyAsync(TenantId tenant, ConversationMessage message, CancellationToken cancellation)
    {
        var content = await storage.ReadAsync(tenant, message, cancellation);
        var calls = message.ToolCalls.IsDefaultOrEmpty ? null : new List<ToolCallBody>(message.ToolCalls.Length);
        foreach (var call in calls is null ? [] : message.ToolCalls)
            calls!.Add(new ToolCallBody(call.Id, call.Ref, "function", new FunctionCallBody(call.Name, await contents.ReadAsync(tenant, call.Arguments, cancellation))));
        return new MessageBody(message.Role, content, calls, message.ToolCallId, message.Name);
    }

    private static bool IsIndex(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < int.MaxValue;
}
