namespace AgentGrains.Storage.Azure.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Mistakes_AllWrong_NamesEach()
    {
        var options = new AzureStorageOptions
        {
            AccountName = "Not-An-Account", EndpointSuffix = "no domain", TryTimeout = TimeSpan.Zero, MaxRetries = -1, RetryDelay = TimeSpan.Zero,
        };
        Assert.Equal(
            ["AccountName", "EndpointSuffix", "TryTimeout", "MaxRetries", "RetryDelay"], options.Mistakes().Select(mistake => mistake.Split(' ')[0]));
    }

    [Fact]
    public void Mistakes_NeitherOrBoth_AsksForOne()
    {
        Assert.StartsWith("Exactly one of", Assert.Single(new AzureStorageOptions().Mistakes()), StringComparison.Ordinal);
        Assert.StartsWith("Exactly one of", Assert.Single(new AzureStorageOptions { AccountName = "abc", ConnectionString = "UseDevelopmentStorage=true" }.Mistakes()), StringComparison.Ordinal);
        Assert.Empty(new AzureStorageOptions { AccountName = "abc123" }.Mistakes());
    }
}
