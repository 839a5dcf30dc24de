using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap;

/// <summary>
/// The record batches of one signal that travel together: one root table, and the child tables that have rows.
/// <code>
/// SPANS            row r, scope run s   -- root.resource.id --> RESOURCE_ATTRS [ResourceOffsets[id], ...)
///  |                                     -- root.scope.id    --> SCOPE_ATTRS
///  +-- SPAN_ATTRS   rows [offsets[r], offsets[r+1])   parent_id = r
///  +-- SPAN_EVENTS  rows [offsets[r], offsets[r+1])   -- SPAN_EVENT_ATTRS
///  +-- SPAN_LINKS   rows [offsets[r], offsets[r+1])   -- SPAN_LINK_ATTRS
/// </code>
/// While a batch lives here, ids are plain (not delta-encoded) and equal to the row number, and child rows stand in
/// the order of their parents, so <see cref="ChildOffsets"/> turns a child table into lists without gathering.
/// </summary>
/// <remarks>
/// Immutable, safe to read from several threads. Counted by references: <see cref="Release"/> of the last one gives
/// the memory behind the Arrow arrays back; reading them afterwards throws.
/// </remarks>
public sealed class OtapBatch
{
    private const int TableSlots = 48;

    private readonly RecordBatch?[] _tables = new RecordBatch?[TableSlots];
    private readonly ReadOnlyMemory<byte>[] _offsets = new ReadOnlyMemory<byte>[TableSlots];
    private List<Slab> _slabs = [];
    private int _references = 1;

    internal OtapBatch(Signal signal, int itemCount, ScopeRun[] scopeRuns)
    {
        Signal = signal;
        ItemCount = itemCount;
        ScopeRuns = scopeRuns;
    }

    /// <summary>The signal of the root table.</summary>
    public Signal Signal { get; }

    /// <summary>Spans, log records or data points (for metrics not the rows of the root table).</summary>
    public int ItemCount { get; }

    /// <summary>Memory behind the batch, as charged to the byte budget (shared dictionaries counted once a batch).</summary>
    public long SizeBytes { get; private set; }

    /// <summary>
    /// Runs of root rows that belong to one scope of one resource, in row order. A new run starts wherever a
    /// ResourceX or ScopeX message started, so that the grouping of the sender can be restored exactly.
    /// </summary>
    public ReadOnlyMemory<ScopeRun> ScopeRuns { get; }

    /// <summary>The root table: SPANS, LOGS or UNIVARIATE_METRICS.</summary>
    public RecordBatch Root => _tables[(int)RootType(Signal)]!;

    /// <summary>One table, or null when it has no rows.</summary>
    public RecordBatch? this[PayloadType type] => _tables[(int)type];

    /// <summary>The tables that have rows, root first.</summary>
    public IEnumerable<(PayloadType Type, RecordBatch Table)> Tables
    {
        get
        {
            yield return (RootType(Signal), Root);
            for (int i = 0; i < TableSlots; i++)
            {
                if (_tables[i] is { } table && i != (int)RootType(Signal))
                {
                    yield return ((PayloadType)i, table);
                }
            }
        }
    }

    /// <summary>
    /// Where the children of each parent stand in a child table: those of parent row p are the rows from
    /// [p] to [p + 1] (exclusive). One entry more than parents; empty when the child table is absent.
    /// For RESOURCE_ATTRS and SCOPE_ATTRS the parents are resource and scope ids.
    /// </summary>
    public ReadOnlySpan<int> ChildOffsets(PayloadType child) => SpanCast.Cast<int>(_offsets[(int)child].Span);

    /// <summary>The table that holds the items (for metrics: their metrics) of a signal.</summary>
    public static PayloadType RootType(Signal signal) => signal switch
    {
        Signal.Traces => PayloadType.Spans,
        Signal.Logs => PayloadType.Logs,
        _ => PayloadType.UnivariateMetrics,
    };

    /// <summary>Adds a reference.</summary>
    public OtapBatch Retain()
    {
        // Not an increment: it would count on a dead batch, and the next one would find it alive.
        int references = Volatile.Read(ref _references);
        while (references > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references)
            {
                return this;
            }

            references = seen;
        }

        throw new ObjectDisposedException(nameof(OtapBatch));
    }

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left == 0)
        {
            foreach (Slab slab in _slabs)
            {
                slab.Release();
            }
        }
        else if (left < 0)
        {
            throw new ObjectDisposedException(nameof(OtapBatch));
        }
    }

    /// <summary>Takes the slabs behind the tables over; ends the making of the batch.</summary>
    internal void Complete(List<Slab> slabs)
    {
        _slabs = slabs;
        foreach (Slab slab in slabs)
        {
            SizeBytes += slab.CapacityBytes;
        }
    }

    internal void SetTable(PayloadType type, RecordBatch table) => _tables[(int)type] = table;

    internal void SetOffsets(PayloadType child, ReadOnlyMemory<byte> offsets) => _offsets[(int)child] = offsets;
}

/// <summary>Root rows [<paramref name="StartRow"/>, start of the next run) of one scope.</summary>
/// <param name="StartRow">First root row.</param>
/// <param name="ResourceId">Value of root.resource.id in these rows.</param>
/// <param name="ScopeId">Value of root.scope.id in these rows.</param>
/// <param name="StartsResource">True when a ResourceX message starts here, and not only another ScopeX in it.</param>
public readonly record struct ScopeRun(int StartRow, ushort ResourceId, ushort ScopeId, bool StartsResource);
