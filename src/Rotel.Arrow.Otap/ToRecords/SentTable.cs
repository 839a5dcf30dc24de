using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Envelope;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// One outgoing table: its columns, which stay once they had a value, and the IPC stream under its schema_id. A new
/// schema (a column more, a wider dictionary) is a new stream and a new id.
/// </summary>
internal sealed class SentTable : IDisposable
{
    private readonly ColumnBuilder[] _columns;
    private readonly SlabPool _pool;
    private readonly IpcWriterOptions _options;
    private readonly List<(DictionaryColumn Column, long Generation)> _dictionaries = [];
    private readonly NativeBuffer<byte> _record;
    private IpcStreamWriter? _writer;
    private int _schemaId;
    private bool _isWritten;

    public SentTable(PayloadType type, SlabPool pool, IpcWriterOptions options, params ColumnBuilder[] columns)
    {
        Type = type;
        _pool = pool;
        _options = options;
        _columns = columns;
        _record = new NativeBuffer<byte>(pool);
        Table = new TableBuilder(columns) { KeepsColumns = true };
        foreach (ColumnBuilder column in columns)
        {
            AddDictionaries(column);
        }
    }

    public PayloadType Type { get; }

    public TableBuilder Table { get; }

    /// <summary>Writes the rows, if there are any, as a payload. Empties the columns in any case.</summary>
    public void Write(BatchArrowRecordsWriter output, ref int nextSchemaId)
    {
        _isWritten = false;
        if (Table.Rows == 0)
        {
            Table.Truncate(0);
            return;
        }

        var context = new SealContext(_pool);
        try
        {
            // Sealing may start a dictionary anew for the next batch: its generation counts before.
            for (int i = 0; i < _dictionaries.Count; i++)
            {
                DictionaryColumn column = _dictionaries[i].Column;
                _dictionaries[i] = (column, column.Dictionary.Generation);
            }

            RecordBatch batch = Table.Seal(context, []);
            if (_writer is null || !_writer.Accepts(batch.Schema))
            {
                _writer?.Dispose();
                _writer = new IpcStreamWriter(batch.Schema, _pool, _options);
                _schemaId = nextSchemaId++;
            }

            Span<long> generations = stackalloc long[_writer.DictionaryCount];
            int count = 0;
            int next = 0;
            Collect(batch.Schema.FieldsList, generations, ref count, ref next);
            _record.Clear();
            _writer.Write(batch, generations, _record);
            output.Add(Type, _schemaId, _record.Values);
            _isWritten = true;
        }
        finally
        {
            context.Abandon();
        }
    }

    /// <summary>The payload written last is not sent after all.</summary>
    public void Undo()
    {
        if (_isWritten)
        {
            _writer!.Undo();
            _isWritten = false;
        }
    }

    public void Dispose()
    {
        Table.Dispose();
        _record.Dispose();
        _writer?.Dispose();
    }

    /// <summary>Generations of the dictionary fields in their order; fields and columns go in the same order.</summary>
    private void Collect(IReadOnlyList<Field> fields, Span<long> generations, ref int count, ref int next)
    {
        foreach (Field field in fields)
        {
            switch (field.DataType)
            {
                case DictionaryType:
                    while (_dictionaries[next].Column.Name != field.Name)
                    {
                        next++;
                    }

                    generations[count++] = _dictionaries[next++].Generation;
                    break;
                case StructType nested:
                    Collect(nested.Fields, generations, ref count, ref next);
                    break;
            }
        }
    }

    private void AddDictionaries(ColumnBuilder column)
    {
        switch (column)
        {
            case DictionaryColumn dictionary:
                _dictionaries.Add((dictionary, 0));
                break;
            case StructColumn nested:
                foreach (ColumnBuilder child in nested.Children)
                {
                    AddDictionaries(child);
                }

                break;
        }
    }
}
