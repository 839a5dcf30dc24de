using System.Buffers;
using System.Globalization;
using System.Text;

namespace Rotel.Arrow.Exporters.Terminal;

/// <summary>
/// Prints text that somebody else wrote. Everything that could move the cursor, change colours, reorder or hide what
/// is on the screen, or begin a line of its own is shown as an escape: control characters, format characters
/// (bidirectional overrides, zero-width characters), line and paragraph separators, private and unassigned code
/// points, and bytes that are not UTF-8.
/// <code>
/// \n \r \t \\ \"      \u{1b} \u{202e}      \xff (a byte that is not UTF-8)
/// </code>
/// </summary>
internal static class TerminalEscape
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>
    /// Writes at most <paramref name="maxBytes"/> bytes of UTF-8 text and returns how many bytes were left out. A
    /// character is never cut in two.
    /// </summary>
    public static int Escaped(this TerminalWriter writer, scoped ReadOnlySpan<byte> utf8, int maxBytes)
    {
        ReadOnlySpan<byte> shown = utf8.Length <= maxBytes ? utf8 : utf8[..WholeCharacters(utf8, maxBytes)];
        int cut = utf8.Length - shown.Length;
        Span<char> chars = stackalloc char[128];
        while (!shown.IsEmpty)
        {
            int plain = shown.IndexOfAnyExcept(Plain);
            plain = Math.Min(plain < 0 ? shown.Length : plain, chars.Length);
            if (plain > 0)
            {
                Encoding.ASCII.GetChars(shown[..plain], chars);
                writer.Write(chars[..plain]);
                shown = shown[plain..];
                continue;
            }

            OperationStatus status = Rune.DecodeFromUtf8(shown, out Rune rune, out int consumed);
            if (status == OperationStatus.Done)
            {
                WriteRune(writer, rune);
            }
            else
            {
                for (int i = 0; i < consumed; i++)
                {
                    writer.Write("\\x").Number(shown[i], "x2");
                }
            }

            shown = shown[consumed..];
        }

        return cut;
    }

    /// <summary>Writes text bounded, and says how much of it was left out.</summary>
    public static TerminalWriter Bounded(this TerminalWriter writer, scoped ReadOnlySpan<byte> utf8, int maxBytes)
    {
        int cut = writer.Escaped(utf8, maxBytes);
        return writer.CutNote(cut);
    }

    /// <summary>The same in quotes.</summary>
    public static TerminalWriter Quoted(this TerminalWriter writer, scoped ReadOnlySpan<byte> utf8, int maxBytes)
    {
        writer.Write('"');
        int cut = writer.Escaped(utf8, maxBytes);
        return writer.Write('"').CutNote(cut);
    }

    /// <summary>" ... (N bytes cut)", or nothing.</summary>
    public static TerminalWriter CutNote(this TerminalWriter writer, long cut) =>
        cut > 0 ? writer.Write(" ... (").Number(cut).Write(cut == 1 ? " byte cut)" : " bytes cut)") : writer;

    /// <summary>Writes bytes as lower-case hexadecimal, without any bound.</summary>
    public static TerminalWriter Hex(this TerminalWriter writer, scoped ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            writer.Number(value, "x2");
        }

        return writer;
    }

    private static void WriteRune(TerminalWriter writer, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n':
                writer.Write("\\n");
                return;
            case '\r':
                writer.Write("\\r");
                return;
            case '\t':
                writer.Write("\\t");
                return;
            case '"':
                writer.Write("\\\"");
                return;
            case '\\':
                writer.Write("\\\\");
                return;
        }

        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control:
            case UnicodeCategory.Format:
            case UnicodeCategory.LineSeparator:
            case UnicodeCategory.ParagraphSeparator:
            case UnicodeCategory.PrivateUse:
            case UnicodeCategory.OtherNotAssigned:
                writer.Write("\\u{").Number(rune.Value, "x").Write('}');
                return;
        }

        Span<char> utf16 = stackalloc char[2];
        int length = rune.EncodeToUtf16(utf16);
        writer.Write(utf16[..length]);
    }

    /// <summary>The largest length up to <paramref name="maxBytes"/> that does not end inside a character.</summary>
    private static int WholeCharacters(scoped ReadOnlySpan<byte> utf8, int maxBytes)
    {
        int end = maxBytes;
        for (int back = 0; back < 3 && end > 0 && (utf8[end] & 0xC0) == 0x80; back++)
        {
            end--;
        }

        return (utf8[end] & 0xC0) == 0x80 ? maxBytes : end;
    }
}
