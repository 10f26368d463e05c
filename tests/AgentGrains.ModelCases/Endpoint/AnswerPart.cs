namespace AgentGrains.ModelCases.Endpoint;

/// <summary>A part of an answer after its headers.</summary>
internal abstract record AnswerPart
{
    private AnswerPart()
    {
    }

    /// <summary>Bytes that go out at once; in a chunked answer, one chunk.</summary>
    internal sealed record Bytes(ReadOnlyMemory<byte> Content) : AnswerPart;

    /// <summary>A time in which nothing goes out.</summary>
    internal sealed record Pause(TimeSpan Duration) : AnswerPart;
}
