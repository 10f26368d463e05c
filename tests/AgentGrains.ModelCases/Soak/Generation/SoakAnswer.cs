using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>An answer that the generator made.</summary>
/// <param name="Sent">What goes out.</param>
/// <param name="Meaning">What the model meant with it.</param>
/// <param name="Kinds">What is unusual about it, for a person who reads a failure.</param>
internal sealed record SoakAnswer(RawAnswer Sent, Meaning Meaning, string Kinds);
