using AgentGrains.Core.Models;

namespace AgentGrains.Models.Tests;

public sealed class PriceTests
{
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1_000_000, 0, 0, 3)]
    [InlineData(1_000_000, 1_000_000, 0, 18)]
    [InlineData(1_000_000, 0, 1_000_000, 1)]
    [InlineData(10, 0, 1_000_000, 1)]
    [InlineData(long.MaxValue, long.MaxValue, 0, 166_020_696_663_386)]
    public void CostOf_Tokens_IsRoundedUp(long input, long output, long cached, long micros)
    {
        var price = new ModelPrice(InputMicrosPerMillion: 3, OutputMicrosPerMillion: 15, CachedInputMicrosPerMillion: 1);
        Assert.Equal(micros, price.CostOf(input, output, cached));
    }
}
