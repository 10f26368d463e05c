namespace AgentGrains.Tools.Egress;

/// <summary>None of a host's addresses may be called. Its message goes to models and tenants, so it names none of them.</summary>
internal sealed class AddressRefusedException() : HttpRequestException(HttpRequestError.ConnectionError, Text)
{
    private const string Text = "The tool's address is not allowed. The operator can allow its network.";

    /// <summary>The refusal that a failure comes from; null if it has another cause.</summary>
    public static AddressRefusedException? In(Exception? failure)
    {
        while (failure is not (null or AddressRefusedException))
            failure = failure.InnerException;
        return failure as AddressRefusedException;
    }
}
