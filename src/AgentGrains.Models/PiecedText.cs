using System.Text;

namespace AgentGrains.Models;

/// <summary>Text that comes in pieces. Where it comes in one, that one is the text and is not copied.</summary>
internal sealed class PiecedText
{
    private string whole = "";
    private StringBuilder? pieces;

    public bool IsEmpty => whole.Length == 0 && pieces is null;

    public void Append(string piece)
    {
        if (pieces is not null)
            pieces.Append(piece);
        else if (whole.Length == 0)
            whole = piece;
        else
            (pieces, whole) = (new StringBuilder(whole).Append(piece), "");
    }

    public override string ToString() => pieces?.ToString() ?? whole;
}
