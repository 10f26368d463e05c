using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;

namespace AgentGrains.Telemetry;

/// <summary>A setting that is wrong stops the start, and says which it is and what would be right.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is no http or https address. One looks like http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'. There are grpc, the default, and http/protobuf.")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "IngestionEndpoint=http://127.0.0.1/", "APPLICATIONINSIGHTS_CONNECTION_STRING has no InstrumentationKey=")]
    [InlineData("AgentGrains__Telemetry__CaptureContent", "perhaps", "AgentGrains:Telemetry:CaptureContent is 'perhaps'. It is true or false, the default.")]
    [InlineData("AgentGrains__Telemetry__SampledShare", "2", "AgentGrains:Telemetry:SampledShare is '2', not a number from 0 to 1, the default.")]
    public async Task Start_WithAWrongSetting_SaysWhatIsRight(string setting, string value, string says)
    {
        using var folder = new DataFolder();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Settings = new Dictionary<string, string> { [setting] = value } });

        server.Begin();

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains(says, server.Output, StringComparison.Ordinal);
    }
}
