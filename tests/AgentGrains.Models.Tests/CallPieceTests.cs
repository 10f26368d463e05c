using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Testing.Doubles;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.StreamDouble;

namespace AgentGrains.Models.Tests;

/// <summary>Which calls a reader makes of their pieces. A piece is written as index, id, name and arguments; what it does not have is null.</summary>
public sealed class CallPieceTests
{
    /// <summary>Pieces, and the calls that they are of.</summary>
    public static TheoryData<string, (int? Index, string? Id, string? Name, string? Arguments)[], string> Streams => new()
    {
        { "a piece that starts like the arguments, and is nested in them", [(0, "a", "pay", """{"amount":"""), (0, null, null, """{"amount":1"""), (0, null, null, "}}")], """a pay {"amount":{"amount":1}}""" },
        { "a placeholder before them", [(0, "a", "pay", "{}"), (0, null, null, """{"amount":"""), (0, null, null, """{"amount":1}}""")], """a pay {"amount":{"amount":1}}""" },
        { "arguments so far in each piece", [(0, "a", "pay", """{"am"""), (0, null, null, """{"amount":"""), (0, null, null, """{"amount":1}""")], """a pay {"amount":1}""" },
        { "a nested object in a call that every piece names", [(0, null, "pay", """{"list":[1,"""), (0, null, "pay", " {}]}")], """ pay {"list":[1, {}]}""" },
        { "a blank before arguments in a call that every piece names", [(0, null, "pay", " "), (0, null, "pay", """{"amount":1}""")], """ pay  {"amount":1}""" },
        { "arguments that start again", [(null, "a", "pay", """{"amount":1"""), (null, "b", "pay", """{"amount":2}""")], """a pay {"amount":1|b pay {"amount":2}""" },
        { "text after whole arguments in a call that every piece names", [(0, null, "pay", """{"amount":1}"""), (0, null, "pay", " and more")], """ pay {"amount":1} and more""" },
        { "the same with arguments so far in each piece", [(0, null, "pay", """{"amount":1}"""), (0, null, "pay", """{"amount":1} and""")], """ pay {"amount":1} and""" },
        { "whole arguments, a blank, and the whole again", [(0, null, "pay", """{"amount":1}"""), (0, null, "pay", "\n"), (0, null, "pay", """{"amount":1}""")], """ pay {"amount":1}""" },
        { "an invented name in pieces, the last of which is a tool's", [(0, "a", "functions.", null), (0, null, "pay", null), (0, null, null, """{"amount":1}""")], """a functions.pay {"amount":1}""" },
        { "an invented name so far in each piece", [(0, "a", "functions.", null), (0, null, "functions.pay", """{"amount":1}""")], """a functions.pay {"amount":1}""" },
        { "a call of an invented tool before one of a tool", [(0, "a", "functions.pay", "{}"), (1, "b", "now", "{}")], "a functions.pay {}|b now {}" },
        { "another id in each piece, and the whole again before the next call", [(null, "a", "pay", ""), (null, "b", "pay", """{"amount":"""), (null, "b", null, "1}"), (null, "b", null, """{"amount":1}"""), (null, "c", "now", "")], """a pay {"amount":1}|c now """ },
        { "the same id under another index, named after its arguments", [(0, "a", null, """{"amount":1}"""), (0, null, "pay", null), (1, "a", null, "{}"), (1, null, "now", null)], """a pay {"amount":1}|a now {}""" },
        { "the same after a call without arguments", [(0, "a", "now", null), (1, "a", null, """{"amount":1}"""), (1, null, "pay", null)], """a now |a pay {"amount":1}""" },
        { "another index and the same id in each piece", [(0, "a", "pay", """{"amou"""), (1, "b", "now", "{}"), (2, "a", null, """nt":1}""")], """a pay {"amount":1}|b now {}""" },
        { "whole arguments under another index, never named", [(0, "a", "pay", """{"amount":1}"""), (1, null, null, """{"amount":2}""")], """a pay {"amount":1}{"amount":2}""" },
        { "another index in each piece", [(0, "a", "pay", """{"amou"""), (1, "b", null, """nt":1}""")], """a pay {"amount":1}""" },
        { "another index in each piece, with the arguments so far", [(0, "a", "pay", """{"amou"""), (1, "b", null, """{"amount":1}"""), (2, "c", null, """{"amount":1}""")], """a pay {"amount":1}""" },
        { "one id for all calls, and arguments after all names", [(0, "a", "pay", ""), (1, "a", "pay", ""), (2, "a", "now", null), (1, null, null, "{\"amount\":2}"), (0, null, null, "{\"amount\":1}")], """a pay {"amount":1}|a pay {"amount":2}|a now """ },
        { "another index with the same id and name, and the arguments under the last", [(0, "a", "pay", ""), (1, "a", "pay", ""), (1, null, null, """{"amount":1}""")], """a pay {"amount":1}""" },
        { "a blank after whole arguments, and these again, all named", [(null, "a", "pay", """{"amount":1}"""), (null, null, "pay", "\n"), (null, null, "pay", """ {"amount":1}""")], """a pay {"amount":1}""" },
        { "names after ids, told apart by these", [(null, "a", null, null), (null, "b", null, null), (null, "b", "now", "{}"), (null, "a", "pay", """{"amount":1}""")], """a pay {"amount":1}|b now {}""" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task CallAsync_PiecesOfCalls_BecomeTheCallsThatTheyAreOf(string what, (int? Index, string? Id, string? Name, string? Arguments)[] pieces, string expected)
    {
        Assert.NotEmpty(what);
        await using var server = await EventsAsync([.. pieces.Select(Piece), Stop, Done]);

        Assert.Equal(expected, await CallsAsync(server));
    }

    [Fact]
    public async Task CallAsync_HalfASurrogatePairInArgumentsThatComeTwice_IsOneCall()
    {
        var piece = Delta("""{"tool_calls":[{"index":0,"function":{"name":"pay","arguments":"{\"note\":\"\ud83d\"}"}}]}""");
        await using var server = await EventsAsync(piece, piece, Stop, Done);

        Assert.Equal(" pay {\"note\":\"\ufffd\"}", await CallsAsync(server));
    }

    private static async Task<string> CallsAsync(HttpDouble server)
    {
        ToolDeclaration[] tools = [Declare("pay", "{}"), Declare("now", "{}")];
        var call = new ModelRequest(Step, 1, "", [User("Hi")], tools, 1 << 20);
        return string.Join('|', (await Chat(new Uri(server.Address, "v1")).AskAsync(call)).ToolCalls.Select(one => $"{one.Id} {one.Name} {one.Arguments}"));
    }

    private static string Piece((int? Index, string? Id, string? Name, string? Arguments) piece)
    {
        string?[] function = [Member("name", piece.Name), Member("arguments", piece.Arguments)];
        string?[] call = [piece.Index is null ? null : $"\"index\":{piece.Index}", Member("id", piece.Id), $"\"function\":{{{Join(function)}}}"];
        return Delta($$"""{"tool_calls":[{{{Join(call)}}}]}""");
    }

    private static string? Member(string name, string? value) => value is null ? null : $"\"{name}\":{JsonSerializer.Serialize(value)}";

    private static string Join(string?[] members) => string.Join(',', members.Where(member => member is not null));
}
