using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Envelope;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>The outgoing tables of one signal on one stream.</summary>
internal abstract class SentSignal(SlabPool pool, IpcWriterOptions options) : IDisposable
{
    private static readonly TimestampType s_utc = new(TimeUnit.Nanosecond, "UTC");

    private readonly List<SentTable> _tables = [];

    protected SlabPool Pool => pool;

    protected IpcWriterOptions Options => options;

    protected SentOrigin Origin { get; } = new(pool, options);

    /// <summary>Fills all tables with the root rows in <paramref name="order"/> and what belongs to them.</summary>
    public abstract void Fill(OtapBatch batch, ReadOnlySpan<int> order);

    /// <summary>Values that OTAP, or a peer, cannot hold as they are.</summary>
    public abstract long LostValues { get; }

    /// <summary>Writes what was filled: root, resource and scope attributes, then the rest, in the order of Go.</summary>
    public void Write(BatchArrowRecordsWriter output, ref int nextSchemaId)
    {
        foreach (SentTable table in _tables)
        {
            table.Write(output, ref nextSchemaId);
        }
    }

    /// <summary>What was written last is not sent after all.</summary>
    public void Undo()
    {
        foreach (SentTable table in _tables)
        {
            table.Undo();
        }
    }

    public virtual void Dispose()
    {
        foreach (SentTable table in _tables)
        {
            table.Dispose();
        }

        Origin.Dispose();
    }

    protected void Add(params ReadOnlySpan<SentTable> tables)
    {
        foreach (SentTable table in tables)
        {
            _tables.Add(table);
        }
    }

    protected PrimitiveColumn<long> Time(string name, bool nullable) => new(name, s_utc, nullable, pool);

    protected PrimitiveColumn<uint> UInt32(string name) => new(name, UInt32Type.Default, true, pool);

    protected PrimitiveColumn<int> Int32(string name) => new(name, Int32Type.Default, true, pool);

    protected DictionaryColumn Text(string name, bool nullable) => new(name, true, DictionaryWidth.Index8, nullable, pool);

    /// <summary>Copies an id of bytes; of one that is not there, zeros if the column must hold something.</summary>
    protected static void SetId(FixedBinaryColumn column, int target, in FixedBinaryAccessor source, int row, int zeros)
    {
        if (source.IsPresent && !source.IsNull(row))
        {
            column.Set(target, source[row]);
        }
        else if (zeros > 0)
        {
            Span<byte> none = stackalloc byte[16];
            none.Clear();
            column.Set(target, none[..zeros]);
        }
    }

    /// <summary>True when the row has children.</summary>
    protected static bool Has(ReadOnlySpan<int> offsets, int row) => !offsets.IsEmpty && offsets[row + 1] > offsets[row];
}
