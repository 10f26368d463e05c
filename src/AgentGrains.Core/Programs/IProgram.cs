using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Programs;

/// <summary>Decides the next step of a run that may continue. Pure and total; what holds for every program is in <see cref="RunRules"/>.</summary>
internal interface IProgram
{
    /// <summary>The next entries; none if the run has to wait for its open steps or for something from outside.</summary>
    /// <param name="state">The session, with an active run that is neither paused nor quarantined and has no attempt that is due.</param>
    /// <param name="run">The active run.</param>
    /// <param name="context">What deciding needs besides.</param>
    IReadOnlyList<Entry> Next(SessionState state, RunState run, EngineContext context);
}
