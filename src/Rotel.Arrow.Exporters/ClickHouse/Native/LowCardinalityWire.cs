namespace Rotel.Arrow.Exporters.ClickHouse.Native;

/// <summary>
/// LowCardinality in the Native format: a prefix, and then, unless there are no rows, one dictionary of its own a block.
/// <code>
/// prefix  u64 1
/// data    u64 flags (index width 0..2, HasAdditionalKeys, NeedUpdateDictionary)
///         u64 keys, key*
///         u64 rows, index*
/// </code>
/// Key 0 is the default value.
/// </summary>
internal static class LowCardinalityWire
{
    /// <summary>SharedDictionariesWithAdditionalKeys.</summary>
    public const ulong Version = 1;

    private const ulong Flags = 0x600;

    /// <summary>What stands before the keys.</summary>
    public static void Begin(scoped ref NativeWriter writer, int keys)
    {
        writer.UInt64(Flags | WidthOf(keys));
        writer.UInt64((ulong)keys);
    }

    /// <summary>The indexes, as narrow as the number of keys allows.</summary>
    public static void Indexes(scoped ref NativeWriter writer, int keys, ReadOnlySpan<int> codes)
    {
        writer.UInt64((ulong)codes.Length);
        const int chunk = 8192;
        ulong width = WidthOf(keys);
        while (!codes.IsEmpty)
        {
            ReadOnlySpan<int> part = codes[..Math.Min(chunk, codes.Length)];
            codes = codes[part.Length..];
            if (width == 0)
            {
                Span<byte> room = writer.Take(part.Length);
                for (int i = 0; i < room.Length; i++)
                {
                    room[i] = (byte)part[i];
                }
            }
            else if (width == 1)
            {
                Span<ushort> room = Memory.SpanCast.Cast<ushort>(writer.Take(part.Length * sizeof(ushort)));
                for (int i = 0; i < room.Length; i++)
                {
                    room[i] = (ushort)part[i];
                }
            }
            else
            {
                writer.Values(part);
            }
        }
    }

    private static ulong WidthOf(int keys) => keys <= 1 << 8 ? 0UL : keys <= 1 << 16 ? 1UL : 2UL;
}
