using Apache.Arrow;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>The tables of one received batch, by payload type. Tables without rows count as absent.</summary>
internal sealed class ReceivedTables
{
    private readonly RecordBatch?[] _tables = new RecordBatch?[(int)PayloadType.SpanLinkAttrs + 1];

    /// <summary>The table, or null when it is absent or has no rows.</summary>
    public RecordBatch? this[PayloadType type] => _tables[(int)type];

    /// <summary>True when no table has rows.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Adds a table that is not there yet.</summary>
    public void Add(PayloadType type, RecordBatch table)
    {
        if (table.Length > 0)
        {
            _tables[(int)type] = table;
            IsEmpty = false;
        }
    }

    /// <summary>Forgets all tables.</summary>
    public void Clear()
    {
        System.Array.Clear(_tables);
        IsEmpty = true;
    }

    /// <summary>A column of a table.</summary>
    public WireColumn Column(PayloadType type, string name) => WireColumn.Of(type, this[type], name);

    /// <summary>A column that a table with rows must have.</summary>
    public WireColumn Required(PayloadType type, string name)
    {
        WireColumn column = Column(type, name);
        return this[type] is not null && column.Array is null ? throw column.Wrong("is missing") : column;
    }
}
