using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// Reads a whole stream at once with a reader of its own and gives all memory back; fails when any is left, whatever the
/// outcome. All batches are kept to the end: none may change when later dictionaries come.
/// </summary>
internal sealed class StreamRun
{
    private StreamRun(Schema? schema, IReadOnlyList<string[][]> batches, IpcException? error, bool isFinished)
    {
        Schema = schema;
        Batches = batches;
        Error = error;
        IsFinished = isFinished;
    }

    internal Schema? Schema { get; }

    /// <summary>Batches, columns, cells.</summary>
    internal IReadOnlyList<string[][]> Batches { get; }

    /// <summary>Why reading ended early.</summary>
    internal IpcException? Error { get; }

    internal bool IsFinished { get; }

    internal static StreamRun Of(ReadOnlyMemory<byte> stream, IpcReaderOptions? options = null, SlabPool? pool = null)
    {
        using var own = new SlabPool(new ByteBudget(256 << 20), track: true);
        SlabPool used = pool ?? own;
        long before = used.Budget.UsedBytes;
        var context = new SealContext(used);
        var batches = new List<RecordBatch>();
        IpcException? error = null;
        Schema? schema;
        bool isFinished;
        string[][][] cells;
        using (var reader = new IpcStreamReader(used, options))
        {
            try
            {
                while (reader.Read(ref stream, context) is { } batch)
                {
                    batches.Add(batch);
                }
            }
            catch (IpcException e)
            {
                error = e;
            }

            schema = reader.Schema;
            isFinished = reader.IsFinished;
            cells = [.. batches.Select(IpcCells.ReadAll)];
        }

        context.Abandon();
        if (pool is null)
        {
            used.AssertNoLeaks();
        }

        Assert.Equal(before, used.Budget.UsedBytes);
        return new StreamRun(schema, cells, error, isFinished);
    }
}
