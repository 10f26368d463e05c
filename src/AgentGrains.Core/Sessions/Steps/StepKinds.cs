using System.Text.Json.Serialization;
using AgentGrains.Core.Sessions.Steps;

// The kinds of steps, with everything that has to be listed of each: its name, the stored names of its entries, its inputs. Storage, the API and telemetry read these lists.
namespace AgentGrains.Core.Sessions.Steps
{
    [JsonDerivedType(typeof(ModelCallStep), ModelCallStep.KindName)]
    [JsonDerivedType(typeof(ToolCallStep), ToolCallStep.KindName)]
    [JsonDerivedType(typeof(ClientToolStep), ClientToolStep.KindName)]
    [JsonDerivedType(typeof(SleepStep), SleepStep.KindName)]
    [JsonDerivedType(typeof(SignalStep), SignalStep.KindName)]
    [JsonDerivedType(typeof(HttpWaitStep), HttpWaitStep.KindName)]
    public abstract partial record Step;
}

namespace AgentGrains.Core.Journals
{
    [JsonDerivedType(typeof(ModelCallStarted), "model.started")]
    [JsonDerivedType(typeof(ModelCallCompleted), "model.completed")]
    [JsonDerivedType(typeof(ToolCallStarted), "tool.started")]
    [JsonDerivedType(typeof(ToolCallCompleted), "tool.completed")]
    [JsonDerivedType(typeof(LateResult), "tool.late")]
    [JsonDerivedType(typeof(ClientToolStarted), "client_tool.started")]
    [JsonDerivedType(typeof(SleepStarted), "sleep.started")]
    [JsonDerivedType(typeof(SignalWaitStarted), "signal.awaited")]
    [JsonDerivedType(typeof(SignalReceived), "signal.received")]
    [JsonDerivedType(typeof(HttpWaitStarted), "http_wait.started")]
    [JsonDerivedType(typeof(UrlPolled), "http_wait.polled")]
    public abstract partial record Entry;
}

namespace AgentGrains.Core.Sessions
{
    [JsonDerivedType(typeof(SendSignal), "signal")]
    [JsonDerivedType(typeof(AnswerToolCall), "answer")]
    [JsonDerivedType(typeof(CompleteModelCall), "model_completed")]
    [JsonDerivedType(typeof(CompleteToolCall), "tool_completed")]
    [JsonDerivedType(typeof(ReportPoll), "polled")]
    public abstract partial record SessionInput;
}
