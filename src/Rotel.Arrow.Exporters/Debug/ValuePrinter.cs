using Rotel.Arrow.Exporters.Terminal;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>
/// Prints values, and attributes as one line each, within a bound of telemetry bytes a value:
/// <code>
/// http.route = "/cart"
/// retry.delays = [0.5, 1.0, (empty), bytes[2] 0aff]
/// "key with blanks" = {"a": 1, "b": [true]}
/// payload = "xxxxx" ... (9995 bytes cut)
/// </code>
/// </summary>
internal struct ValuePrinter : IAttributeVisitor
{
    private readonly TerminalWriter _writer;
    private readonly int _indent;
    private readonly int _maxBytes;
    private int _left;
    private long _cut;
    private int _depth;
    private bool _follows;

    /// <param name="writer">Where to print.</param>
    /// <param name="indent">Blanks before an attribute.</param>
    /// <param name="maxBytes">Most bytes of telemetry to show of a key or value.</param>
    public ValuePrinter(TerminalWriter writer, int indent, int maxBytes)
    {
        _writer = writer;
        _indent = indent;
        _maxBytes = maxBytes;
        _left = maxBytes;
    }

    public bool Attribute(ReadOnlySpan<byte> key)
    {
        _writer.Repeat(' ', _indent);
        if (IsPlainKey(key))
        {
            _writer.Bounded(key, _maxBytes);
        }
        else
        {
            _writer.Quoted(key, _maxBytes);
        }

        _writer.Write(" = ");
        _left = _maxBytes;
        return true;
    }

    public void String(ReadOnlySpan<byte> utf8)
    {
        if (Begin(utf8.Length))
        {
            WriteText(utf8);
        }

        Complete();
    }

    public void Bool(bool value)
    {
        if (Begin(1))
        {
            _writer.Write(value ? "true" : "false");
            _left--;
        }

        Complete();
    }

    public void Int(long value)
    {
        if (Begin(sizeof(long)))
        {
            _writer.Number(value);
            _left -= sizeof(long);
        }

        Complete();
    }

    public void Double(double value)
    {
        if (Begin(sizeof(double)))
        {
            _writer.Double(value);
            _left -= sizeof(double);
        }

        Complete();
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        if (Begin(value.Length))
        {
            int shown = Math.Min(value.Length, _left);
            _writer.Write("bytes[").Number(value.Length).Write(shown > 0 ? "] " : "]").Hex(value[..shown]);
            Spend(shown, value.Length);
        }

        Complete();
    }

    public void Empty()
    {
        if (Begin(1))
        {
            _writer.Write("(empty)");
            _left--;
        }

        Complete();
    }

    public void BeginArray() => Open('[');

    public void EndArray() => Close(']');

    public void BeginMap() => Open('{');

    public void MapKey(ReadOnlySpan<byte> key)
    {
        if (Begin(key.Length))
        {
            WriteText(key);
            _writer.Write(": ");
        }

        // The value follows its key without a comma.
        _follows = false;
    }

    public void EndMap() => Close('}');

    private static bool IsPlainKey(ReadOnlySpan<byte> key)
    {
        foreach (byte character in key)
        {
            if (character is <= (byte)' ' or (byte)'=' or (byte)'"' or (byte)'\\' or >= 0x7F)
            {
                return false;
            }
        }

        return !key.IsEmpty;
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        _writer.Write('"');
        int cut = _writer.Escaped(text, _left);
        _writer.Write('"');
        Spend(text.Length - cut, text.Length);
    }

    private void Open(char bracket)
    {
        if (Begin(1))
        {
            _writer.Write(bracket);
            _left--;
        }

        _depth++;
        _follows = false;
    }

    private void Close(char bracket)
    {
        _depth--;
        if (_cut == 0)
        {
            _writer.Write(bracket);
        }

        Complete();
    }

    /// <summary>False when the bound is used up: the event is only counted.</summary>
    private bool Begin(int bytes)
    {
        if (_cut > 0 || _left <= 0)
        {
            _cut += Math.Max(bytes, 1);
            return false;
        }

        if (_follows && _depth > 0)
        {
            _writer.Write(", ");
        }

        return true;
    }

    private void Spend(int shown, int length)
    {
        // An empty text spends something too: a list of many must end.
        _left -= Math.Max(shown, 1);
        _cut += length - shown;
    }

    private void Complete()
    {
        _follows = true;
        if (_depth == 0)
        {
            _writer.CutNote(_cut).EndLine();
            _cut = 0;
            _follows = false;
        }
    }
}
