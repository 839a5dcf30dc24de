using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Levels;

/// <summary>The buffers that one step of level building writes; one for each step of a path, reused.</summary>
internal sealed class LevelScratch(SlabPool pool) : IDisposable
{
    public NativeBuffer<byte> Definitions { get; } = new(pool);

    public NativeBuffer<byte> Repetitions { get; } = new(pool);

    public NativeBuffer<SlotRange> Slots { get; } = new(pool);

    public void Clear()
    {
        Definitions.Clear();
        Repetitions.Clear();
        Slots.Clear();
    }

    public void Dispose()
    {
        Definitions.Dispose();
        Repetitions.Dispose();
        Slots.Dispose();
    }
}
