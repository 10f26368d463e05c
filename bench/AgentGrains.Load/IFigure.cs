namespace AgentGrains.Load;

/// <summary>Something that is promised of speed or size, and how it is measured.</summary>
internal interface IFigure
{
    /// <summary>What it is chosen by; its results may have longer names.</summary>
    string Name { get; }

    /// <summary>The longest the measurement may take.</summary>
    TimeSpan Limit { get; }

    /// <summary>Whether it is about silos that share an account: those are measured where the word <c>cluster</c> asks for them.</summary>
    bool OfCluster => false;

    /// <summary>Whether it compares two builds of the server, so is measured only with a baseline.</summary>
    bool NeedsBaseline => false;

    /// <summary>Measures; one result for each promise.</summary>
    Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation);
}
