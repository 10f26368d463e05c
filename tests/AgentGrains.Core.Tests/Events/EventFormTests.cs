using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentGrains.Core.Events;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Journals;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Events;

/// <summary>Public events are a contract with clients: a change of one is a change of an approved file.</summary>
public sealed class EventFormTests
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Entries_AreTheApprovedEvents() => Approved.Check("Events/events.approved.jsonl", string.Concat(EntryExamples.All.Select(entry => Text(entry) + "\n")));

    /// <summary>A new kind of step needs no line in the table.</summary>
    [Fact]
    public void StartOfAStep_IsWritten_WhateverItsKind() =>
        Assert.All(EntryExamples.All.OfType<StepStarted>(), entry => Assert.Equal("step.started", EventWriters.Of(entry)?.EventType));

    private static string Text(Entry entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteString("entry", StoredNames.Of(entry));
        if (EventWriters.Of(entry) is { } events)
        {
            writer.WriteString("type", events.EventType);
            if (events.StepOf(entry) is { } step)
                writer.WriteNumber("step", step);
            if (events.AttemptOf(entry) is { } attempt)
                writer.WriteNumber("attempt", attempt);
            events.Write(writer, entry);
        }
        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
