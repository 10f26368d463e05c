using System.Globalization;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tests.Stories;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Core.Tests.Conversations;

public sealed class PromptTests
{
    private const int ImageBytes = 3 * 1024 * 1024;

    private static readonly SessionKey Session = Story.Session;

    [Fact]
    public async Task ReadAsync_MoreImagesThanFit_LeavesTheOldestOut()
    {
        var payloads = new InMemoryPayloadStore();
        List<ConversationMessage> messages = [];
        for (var i = 0; i < 5; i++)
        {
            MessagePart[] parts = [await ImageAsync(payloads, 2 * i), new MessagePart { Kind = MessagePartKind.Text, Text = Content.Inline($"{i}") }, await ImageAsync(payloads, (2 * i) + 1)];
            messages.Add(new ConversationMessage("user", Content.Inline($"{i}"), []) { Parts = [.. parts] });
        }

        var prompt = await Prompt.ReadAsync(Session.Tenant, new ArraySegment<ConversationMessage>([.. messages]), anyStored: true, new ContentStore(payloads), TestContext.Current.CancellationToken);

        var images = prompt.SelectMany(message => message.Parts).Where(part => part.Kind == MessagePartKind.Image).ToList();
        // Six of 3 MiB fit into 20 MiB.
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 1, 1], images.Select(image => image.IsLeftOut ? 0 : 1));
        Assert.Equal([.. Enumerable.Range(4, 6)], images.Skip(4).Select(image => (int)image.Data.Span[0]));
        Assert.All(images.Take(4), image => Assert.True(image.Data.IsEmpty));
    }

    private static async Task<MessagePart> ImageAsync(InMemoryPayloadStore payloads, int number)
    {
        var bytes = new byte[ImageBytes];
        bytes[0] = (byte)number;
        return new MessagePart
        {
            Kind = MessagePartKind.Image,
            MediaType = "image/png",
            Name = number.ToString(CultureInfo.InvariantCulture),
            Data = await payloads.PutAsync(Session, bytes, TestContext.Current.CancellationToken),
        };
    }
}
