using AgentGrains.Samples.ToolServer;

await ReservationTool.Build(args).RunAsync();
