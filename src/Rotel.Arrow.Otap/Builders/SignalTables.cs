using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>
/// The tables of one signal that are being built: what all three signals share. A mark to roll back to is only a
/// number of root rows, because the offsets of the children tell what belongs to them.
/// </summary>
internal abstract class SignalTables : IDisposable
{
    private static readonly Field RootId = new(ColumnNames.Id, UInt16Type.Default, nullable: true);
    private static readonly Field WideId = new(ColumnNames.Id, UInt32Type.Default, nullable: true);
    private static readonly TimestampType Utc = new(TimeUnit.Nanosecond, "UTC");

    private readonly SlabPool _pool;

    protected SignalTables(SlabPool pool)
    {
        _pool = pool;
        Origin = new ResourceScopeColumns(pool);
        ResourceAttributes = new AttributeTable(PayloadType.ResourceAttrs, false, pool);
        ScopeAttributes = new AttributeTable(PayloadType.ScopeAttrs, false, pool);
    }

    /// <summary>The root table.</summary>
    public abstract TableBuilder Root { get; }

    /// <summary>Resource and scope columns of the root table.</summary>
    public ResourceScopeColumns Origin { get; }

    /// <summary>RESOURCE_ATTRS; parents are resource ids.</summary>
    public AttributeTable ResourceAttributes { get; }

    /// <summary>SCOPE_ATTRS; parents are scope ids.</summary>
    public AttributeTable ScopeAttributes { get; }

    protected abstract PayloadType RootType { get; }

    /// <summary>Drops root rows from <paramref name="rows"/> on, with all their children.</summary>
    public abstract void TruncateRows(int rows);

    /// <summary>Moves everything into the batch and starts anew.</summary>
    public void Seal(SealContext context, OtapBatch batch)
    {
        int rows = Root.Rows;
        var id = new ArrayData(UInt16Type.Default, rows, 0, 0, [ArrowBuffer.Empty, context.Iota16(rows)]);
        batch.SetTable(RootType, Root.Seal(context, [(RootId, id)]));
        ResourceAttributes.Seal(context, batch);
        ScopeAttributes.Seal(context, batch);
        SealChildren(context, batch);
    }

    public void Dispose()
    {
        Root.Dispose();
        ResourceAttributes.Dispose();
        ScopeAttributes.Dispose();
        DisposeChildren();
    }

    /// <summary>The id column of a child table that has children itself: u32, the row number.</summary>
    internal static (Field Field, ArrayData Data) SealWideIds(SealContext context, int rows) =>
        (WideId, new ArrayData(UInt32Type.Default, rows, 0, 0, [ArrowBuffer.Empty, context.Iota32(rows)]));

    internal static PrimitiveColumn<long> Timestamp(string name, bool nullable, SlabPool pool) =>
        new(name, Utc, nullable, pool);

    internal static DictionaryColumn Text(string name, bool nullable, SlabPool pool) =>
        new(name, true, DictionaryWidth.Index8, nullable, pool);

    internal static PrimitiveColumn<uint> UInt32(string name, SlabPool pool) =>
        new(name, UInt32Type.Default, true, pool);

    protected abstract void SealChildren(SealContext context, OtapBatch batch);

    protected abstract void DisposeChildren();

    protected PrimitiveColumn<long> Timestamp(string name, bool nullable) => Timestamp(name, nullable, _pool);

    protected DictionaryColumn Text(string name, bool nullable) => Text(name, nullable, _pool);

    protected PrimitiveColumn<uint> UInt32(string name) => UInt32(name, _pool);

    protected PrimitiveColumn<int> Int32(string name) => new(name, Int32Type.Default, true, _pool);
}
