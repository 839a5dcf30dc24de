using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// The order in which the root rows of a batch are sent: by resource, scope, then name, so that equal things stand
/// together (the Go receiver makes a ResourceX of every run). The same for every stream, so that ranges of it can be sent
/// again elsewhere.
/// </summary>
public static class RecordsOrder
{
    /// <summary>Row numbers in the order of sending.</summary>
    public static int[] Of(OtapBatch batch)
    {
        int rows = batch.Root.Length;
        var order = new int[rows];
        var keys = new ulong[rows];
        var names = new BinaryAccessor(batch.Root.Find(batch.Signal == Signal.Logs ? ColumnNames.EventName : ColumnNames.Name));
        ReadOnlySpan<ScopeRun> runs = batch.ScopeRuns.Span;
        for (int run = 0; run < runs.Length; run++)
        {
            int end = run + 1 < runs.Length ? runs[run + 1].StartRow : rows;
            for (int row = runs[run].StartRow; row < end; row++)
            {
                uint name = names.IsDictionary && !names.IsNull(row) ? (uint)names.IndexOf(row) : 0;
                keys[row] = ((ulong)runs[run].ResourceId << 48) | ((ulong)runs[run].ScopeId << 32) | ((name & 0xFFFF) << 16) | (uint)row;
            }
        }

        keys.AsSpan().Sort();
        for (int i = 0; i < rows; i++)
        {
            order[i] = (int)(keys[i] & 0xFFFF);
        }

        return order;
    }
}
