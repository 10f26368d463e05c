using System.Collections.Immutable;
using AgentGrains.Api.Messages;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Runs;

/// <summary>Stores what an input refers to. Of an input for a run that has ended nothing is stored: it is only asked whether the run took it in before.</summary>
internal sealed class InputContents(ContentStore contents, MessageStorage messages, SessionKey session, bool stores, CancellationToken cancellation)
{
    public ValueTask<Content> TextAsync(string text) => stores ? contents.WriteAsync(session, text, cancellation) : ValueTask.FromResult(Content.Inline(text));

    public ValueTask<(Content Text, ImmutableArray<MessagePart>? Parts)> MessageAsync(MessageContent content) =>
        stores ? messages.WriteAsync(session, content, cancellation) : ValueTask.FromResult((Content.Inline(content.Text), (ImmutableArray<MessagePart>?)null));
}
