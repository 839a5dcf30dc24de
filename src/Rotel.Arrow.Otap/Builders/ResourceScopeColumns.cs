using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>
/// The columns of a root table that repeat the resource and the scope of each row. They are written a scope at a
/// time, as runs, when the number of its rows is known.
/// <code>
/// resource struct { id u16, schema_url, dropped_attributes_count u32, ext.entity_refs, ext.absent }
/// scope    struct { id u16, name, version, dropped_attributes_count u32, ext.absent }
/// schema_url (of the scope)
/// </code>
/// </summary>
internal sealed class ResourceScopeColumns
{
    private readonly PrimitiveColumn<ushort> _resourceId;
    private readonly DictionaryColumn _resourceSchemaUrl;
    private readonly PrimitiveColumn<uint> _resourceDropped;
    private readonly DictionaryColumn _entityRefs;
    private readonly BoolColumn _resourceAbsent;
    private readonly PrimitiveColumn<ushort> _scopeId;
    private readonly DictionaryColumn _scopeName;
    private readonly DictionaryColumn _scopeVersion;
    private readonly PrimitiveColumn<uint> _scopeDropped;
    private readonly BoolColumn _scopeAbsent;
    private int _resourceUrlGuess, _entityRefsGuess, _scopeNameGuess, _scopeVersionGuess, _scopeUrlGuess;

    /// <param name="pool">Memory.</param>
    public ResourceScopeColumns(SlabPool pool)
    {
        _resourceId = new PrimitiveColumn<ushort>(ColumnNames.Id, UInt16Type.Default, true, pool);
        _resourceSchemaUrl = Text(ColumnNames.SchemaUrl, pool);
        _resourceDropped = new PrimitiveColumn<uint>(ColumnNames.DroppedAttributesCount, UInt32Type.Default, true, pool);
        _entityRefs = new DictionaryColumn(
            ColumnNames.ExtEntityRefs, false, DictionaryWidth.Index8, true, pool, neverPlain: true);
        _resourceAbsent = new BoolColumn(ColumnNames.ExtAbsent, true, pool);
        Resource = new StructColumn(
            ColumnNames.Resource,
            [_resourceId, _resourceSchemaUrl, _resourceDropped, _entityRefs, _resourceAbsent],
            true,
            pool);

        _scopeId = new PrimitiveColumn<ushort>(ColumnNames.Id, UInt16Type.Default, true, pool);
        _scopeName = Text(ColumnNames.Name, pool);
        _scopeVersion = Text(ColumnNames.Version, pool);
        _scopeDropped = new PrimitiveColumn<uint>(ColumnNames.DroppedAttributesCount, UInt32Type.Default, true, pool);
        _scopeAbsent = new BoolColumn(ColumnNames.ExtAbsent, true, pool);
        Scope = new StructColumn(
            ColumnNames.Scope, [_scopeId, _scopeName, _scopeVersion, _scopeDropped, _scopeAbsent], true, pool);
        SchemaUrl = Text(ColumnNames.SchemaUrl, pool);
    }

    /// <summary>Column resource.</summary>
    public StructColumn Resource { get; }

    /// <summary>Column scope.</summary>
    public StructColumn Scope { get; }

    /// <summary>Column schema_url: that of the scope.</summary>
    public DictionaryColumn SchemaUrl { get; }

    /// <summary>
    /// Writes the cells of rows [<paramref name="startRow"/>, startRow + <paramref name="rows"/>). False when a text
    /// is not valid UTF-8; the caller then rolls the rows back.
    /// </summary>
    public bool TryAppend(int startRow, int rows, in ResourceHeader resource, in ScopeHeader scope)
    {
        Resource.AppendPresent(rows);
        _resourceId.AppendRepeated(resource.Id, rows);
        Scope.AppendPresent(rows);
        _scopeId.AppendRepeated(scope.Id, rows);
        AppendUnlessZero(_resourceDropped, startRow, rows, resource.DroppedAttributesCount);
        AppendUnlessZero(_scopeDropped, startRow, rows, scope.DroppedAttributesCount);
        AppendIfTrue(_resourceAbsent, startRow, rows, !resource.IsPresent);
        AppendIfTrue(_scopeAbsent, startRow, rows, !scope.IsPresent);
        return TryAppendText(_resourceSchemaUrl, startRow, rows, resource.SchemaUrl, ref _resourceUrlGuess)
            && TryAppendText(_entityRefs, startRow, rows, resource.EntityRefs, ref _entityRefsGuess)
            && TryAppendText(_scopeName, startRow, rows, scope.Name, ref _scopeNameGuess)
            && TryAppendText(_scopeVersion, startRow, rows, scope.Version, ref _scopeVersionGuess)
            && TryAppendText(SchemaUrl, startRow, rows, scope.SchemaUrl, ref _scopeUrlGuess);
    }

    private static DictionaryColumn Text(string name, SlabPool pool) =>
        new(name, true, DictionaryWidth.Index8, true, pool, neverPlain: true);

    private static void AppendUnlessZero(PrimitiveColumn<uint> column, int startRow, int rows, uint value)
    {
        if (value != 0)
        {
            column.PadTo(startRow);
            column.AppendRepeated(value, rows);
        }
    }

    private static void AppendIfTrue(BoolColumn column, int startRow, int rows, bool value)
    {
        if (value)
        {
            column.PadTo(startRow);
            for (int i = 0; i < rows; i++)
            {
                column.Append(true);
            }
        }
    }

    private static bool TryAppendText(DictionaryColumn column, int startRow, int rows, ReadOnlySpan<byte> value, ref int guess)
    {
        if (value.IsEmpty)
        {
            return true;
        }

        column.PadTo(startRow);
        return column.TryAppendRepeated(value, rows, ref guess);
    }
}

/// <summary>What a ResourceX message says besides its attributes and scopes.</summary>
internal ref struct ResourceHeader
{
    /// <summary>Value of resource.id.</summary>
    public ushort Id;

    /// <summary>False when the Resource message itself is absent.</summary>
    public bool IsPresent;

    public uint DroppedAttributesCount;

    public ReadOnlySpan<byte> SchemaUrl;

    /// <summary>The entity_refs fields, tags included, as they came.</summary>
    public ReadOnlySpan<byte> EntityRefs;

    /// <summary>The Resource message.</summary>
    public ReadOnlySpan<byte> Message;
}

/// <summary>What a ScopeX message says besides its attributes and items.</summary>
internal ref struct ScopeHeader
{
    /// <summary>Value of scope.id.</summary>
    public ushort Id;

    /// <summary>False when the InstrumentationScope message itself is absent.</summary>
    public bool IsPresent;

    public uint DroppedAttributesCount;

    public ReadOnlySpan<byte> Name;

    public ReadOnlySpan<byte> Version;

    public ReadOnlySpan<byte> SchemaUrl;

    /// <summary>The InstrumentationScope message.</summary>
    public ReadOnlySpan<byte> Message;
}
