using System.Globalization;

namespace Rotel.Arrow.Exporters.Terminal;

/// <summary>
/// Collects characters in one fixed buffer and hands them to a <see cref="TextWriter"/> whenever it is full, so that
/// a report of any length takes constant memory and few writes.
/// </summary>
/// <remarks>Not thread-safe. Errors of the writer surface from any method.</remarks>
internal sealed class TerminalWriter(TextWriter output)
{
    private const int BufferChars = 16 * 1024;

    private readonly char[] _buffer = new char[BufferChars];
    private int _used;

    /// <summary>Writes text that is known to be harmless (ours, not the telemetry's).</summary>
    public TerminalWriter Write(scoped ReadOnlySpan<char> text)
    {
        while (text.Length > _buffer.Length - _used)
        {
            int part = _buffer.Length - _used;
            text[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            text = text[part..];
            Flush();
        }

        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
        return this;
    }

    /// <summary>Writes one character.</summary>
    public TerminalWriter Write(char character)
    {
        if (_used == _buffer.Length)
        {
            Flush();
        }

        _buffer[_used++] = character;
        return this;
    }

    /// <summary>Writes <paramref name="count"/> times <paramref name="character"/>.</summary>
    public TerminalWriter Repeat(char character, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Write(character);
        }

        return this;
    }

    /// <summary>Writes a number in the invariant culture; its text must not exceed 64 characters.</summary>
    public TerminalWriter Number<T>(T value, scoped ReadOnlySpan<char> format = default)
        where T : struct, ISpanFormattable
    {
        Span<char> digits = stackalloc char[64];
        value.TryFormat(digits, out int written, format, CultureInfo.InvariantCulture);
        return Write(digits[..written]);
    }

    /// <summary>Ends the line with a line feed, on every platform.</summary>
    public TerminalWriter EndLine() => Write('\n');

    /// <summary>Hands everything collected to the writer and flushes it.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            int length = _used;
            // Emptied first: after an error the same text is not written twice.
            _used = 0;
            output.Write(_buffer, 0, length);
        }

        output.Flush();
    }
}
