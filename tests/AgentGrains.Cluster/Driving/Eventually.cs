namespace AgentGrains.Cluster.Driving;

/// <summary>Waits for a condition without a notification.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    public static async Task IsAsync(string expected, Func<Task<bool>> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Expected within {Patience}: {expected}.");
            await Task.Delay(Every, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task IsAsync(string expected, Func<bool> holds) => IsAsync(expected, () => Task.FromResult(holds()));
}
