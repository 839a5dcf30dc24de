using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Rotel.Arrow.Otlp.Schema;

/// <summary>One OTLP message: its fields by number and by name. Complete and immutable once defined.</summary>
[DebuggerDisplay("{Name}")]
internal sealed class MessageSchema
{
    private FieldSchema?[] _byNumber = [];

    /// <param name="name">Message name in the .proto file.</param>
    /// <param name="expectedLengthBytes">Bytes that the length of a typical message takes; see ProtoWriter.BeginMessage.</param>
    internal MessageSchema(string name, int expectedLengthBytes = 1)
    {
        Name = name;
        ExpectedLengthBytes = expectedLengthBytes;
    }

    internal string Name { get; }

    internal int ExpectedLengthBytes { get; }

    /// <summary>In ascending order of field numbers.</summary>
    internal FieldSchema[] Fields { get; private set; } = [];

    internal void Define(params FieldSchema[] fields)
    {
        Fields = fields;
        _byNumber = new FieldSchema?[fields[^1].Number + 1];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i].Ordinal = i;
            _byNumber[fields[i].Number] = fields[i];
        }
    }

    /// <summary>The field with this number, or null when the message has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal FieldSchema? Find(int number)
    {
        FieldSchema?[] byNumber = _byNumber;
        return (uint)number < (uint)byNumber.Length ? byNumber[number] : null;
    }

    /// <summary>
    /// The field with this JSON or .proto name, or null. <paramref name="hint"/> is the ordinal to look at first; it is
    /// moved behind the field found, because senders write the fields of a message in the same order each time.
    /// </summary>
    internal FieldSchema? Find(ReadOnlySpan<byte> name, ref int hint)
    {
        FieldSchema[] fields = Fields;
        for (int i = 0; i < fields.Length; i++)
        {
            int at = hint + i;
            FieldSchema field = fields[at < fields.Length ? at : at - fields.Length];
            if (name.SequenceEqual(field.JsonNameUtf8) || name.SequenceEqual(field.NameUtf8))
            {
                hint = field.Ordinal + 1 < fields.Length ? field.Ordinal + 1 : 0;
                return field;
            }
        }

        return null;
    }
}
