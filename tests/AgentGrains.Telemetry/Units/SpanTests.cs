using System.Diagnostics;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Telemetry;
using AgentGrains.Grains.Telemetry;

namespace AgentGrains.Telemetry.Units;

[Collection(nameof(Listening))]
public sealed class SpanTests
{
    private static readonly RunId Run = RunId.Parse("run_01KDYA9ZPZ00000101KDYA9ZPZ0000000000000001");

    [Fact]
    public void Span_HasTheIdThatFollowsFromTheJournal_HoweverItIsAsked()
    {
        using var listening = new Listening();
        var trace = RunTrace.Of(Run, null);
        var attempt = trace.Attempt(3, 2);

        using (var span = Spans.Start("chat x", ActivityKind.Client, trace.Run, attempt.SpanId, default))
        {
            Assert.NotNull(span);
            Assert.Equal((attempt.TraceId, attempt.SpanId, trace.Span), (span.TraceId, span.SpanId, span.ParentSpanId));
            Assert.Equal($"00-{attempt.TraceId}-{attempt.SpanId}-01", span.Id);
            Assert.Equal(span.SpanId, span.Context.SpanId);
            using var child = Spans.Source.StartActivity("child");
            Assert.Equal((attempt.TraceId, attempt.SpanId), (child!.TraceId, child.ParentSpanId));
        }
    }

    [Fact]
    public void RunWithoutARequest_IsTheRootOfATraceOfItsOwn_WhateverIsCurrent()
    {
        using var listening = new Listening();
        using var other = Spans.Source.StartActivity("other");
        var trace = RunTrace.Of(Run, null);
        var started = DateTimeOffset.UnixEpoch.AddDays(1);

        Spans.Tell("invoke_agent x", ActivityKind.Internal, trace.Request, trace.Span, default, started, started.AddSeconds(5), "AG3011");

        var told = Assert.Single(listening.Spans);
        Assert.Equal((trace.Span, default, trace.Request.TraceId), (told.SpanId, told.ParentSpanId, told.TraceId));
        Assert.Equal((started.UtcDateTime, TimeSpan.FromSeconds(5)), (told.StartTimeUtc, told.Duration));
        Assert.Equal((ActivityStatusCode.Error, null, "AG3011"), (told.Status, told.StatusDescription, told.GetTagItem("error.type")));
        Assert.Same(other, Activity.Current);
    }

    [Fact]
    public void Trace_IsTheRequests_AndItsIdsAreDifferentAndLasting()
    {
        const string Request = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var trace = RunTrace.Of(Run, Request);

        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (trace.Request.TraceId.ToHexString(), trace.Request.SpanId.ToHexString()));
        Assert.Equal(RunTrace.Of(Run, null).Span, trace.Span);
        Assert.Equal(4, new[] { trace.Span, trace.Attempt(1, 1).SpanId, trace.Attempt(1, 2).SpanId, trace.Attempt(2, 1).SpanId }.Distinct().Count());
        // What hosts of other versions agree on, now and later.
        Assert.Equal(("656d92db1419f718", "b7409c2a6bdcfb50"), (trace.Span.ToHexString(), trace.Attempt(1, 1).SpanId.ToHexString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void Trace_WithoutARequestThatHasOne_IsTheRunsOwn(string? traceParent)
    {
        var trace = RunTrace.Of(Run, traceParent);

        Assert.Equal(RunTrace.Of(Run, null), trace);
        Assert.Equal(default, trace.Request.SpanId);
        Assert.EndsWith("-00", trace.Unrecorded(1, 1), StringComparison.Ordinal);
    }
}
