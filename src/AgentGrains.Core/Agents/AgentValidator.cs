using System.Text;
using System.Text.RegularExpressions;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Agents;

/// <summary>Says everything that is wrong with a definition at once, by the path of each field.</summary>
public static partial class AgentValidator
{
    /// <summary>The most bytes of a stored definition.</summary>
    public const int MaxDefinitionBytes = 256 * 1024;

    private const int MaxInstructionsBytes = 128 * 1024;
    private const int MaxDescriptionLength = 4096;
    private const int MaxTools = 128;

    /// <summary>Whether an agent may have this name.</summary>
    public static bool IsName(string? name) => name is not null && AgentName.IsMatch(name);

    /// <summary>Checks an agent's name.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/>.</exception>
    public static void CheckName(string name)
    {
        var errors = new FieldErrors();
        if (!IsName(name))
            errors.Add("name", "An agent's name has 1 to 64 letters, digits, '_', '.' or '-', the first a letter or a digit.");
        errors.ThrowIfAny("name");
    }

    /// <summary>What is wrong with a definition; empty where nothing is.</summary>
    /// <param name="definition">What a user wrote.</param>
    /// <param name="models">The models that are configured.</param>
    public static FieldErrors Check(AgentDefinition definition, IModelCatalog models)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(models);
        var errors = new FieldErrors();
        if (models.Find(definition.Model) is null)
            errors.Add("model", $"No model '{definition.Model}' is configured. {Configured(models)}");
        if (Encoding.UTF8.GetByteCount(definition.Instructions) > MaxInstructionsBytes)
            errors.Add("instructions", $"Instructions have at most {MaxInstructionsBytes} bytes.");
        if (definition.Description.Length > MaxDescriptionLength)
            errors.Add("description", $"A description has at most {MaxDescriptionLength} characters.");
        if (definition.Policy is not (null or "default"))
            errors.Add("policy", "Only the policy 'default' is available on this service yet.");
        if (definition.ModelParameters is { } parameters)
            ModelParametersValidator.Check(parameters, "model_parameters", [.. definition.Tools.Where(tool => tool is not null).Select(tool => tool.Name)], models.FaultOf, errors);
        LimitsValidator.Check(definition.Limits, "limits", errors);
        CheckContext(definition.Context, errors);
        MetadataValidator.Check(definition.Metadata, "metadata", errors);
        CheckTools(definition.Tools, errors);
        return errors;
    }

    private static void CheckContext(ContextDefinition context, FieldErrors errors)
    {
        if (context.MaxTokens is < 1)
            errors.Add("context.max_tokens", "At least 1.");
    }

    private static void CheckTools(IReadOnlyList<ToolDefinition> tools, FieldErrors errors)
    {
        if (tools.Count > MaxTools)
            errors.Add("tools", $"An agent has at most {MaxTools} tools.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(tools.Count, MaxTools); i++)
        {
            // A list in JSON may hold null whatever its element's type says.
            if (tools[i] is not { } tool)
            {
                errors.Add($"tools[{i}]", "A tool is an object.");
                continue;
            }
            ToolValidator.Check(tool, $"tools[{i}]", errors);
            if (!names.Add(tool.Name))
                errors.Add($"tools[{i}].name", $"Another tool of this agent is named '{tool.Name}', too.");
        }
    }

    private static string Configured(IModelCatalog models) =>
        models.Names.Count == 0 ? "There is none on this service." : $"There are: {string.Join(", ", models.Names)}.";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AgentName { get; }
}
