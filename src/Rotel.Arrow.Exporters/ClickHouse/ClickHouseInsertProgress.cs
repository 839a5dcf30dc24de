using Rotel.Arrow.Exporters.ClickHouse.Blocks;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>
/// What is known about one batch between attempts: its name for deduplication, and the inserts that are done. A retry
/// sends the others again, under the same names, so that one that the server took without our seeing it counts once.
/// </summary>
/// <param name="token">Unique for the batch.</param>
internal sealed class ClickHouseInsertProgress(string token)
{
    private readonly HashSet<(TableKind, int)> _done = [];

    /// <summary>Name of one insert: insert_deduplication_token.</summary>
    public string TokenOf(in TableRows part) => $"{token}-{(int)part.Kind}-{part.Part}";

    public bool IsDone(in TableRows part)
    {
        lock (_done)
        {
            return _done.Contains((part.Kind, part.Part));
        }
    }

    public void Done(in TableRows part)
    {
        lock (_done)
        {
            _done.Add((part.Kind, part.Part));
        }
    }
}
