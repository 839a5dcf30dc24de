using System.Buffers;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests;

/// <summary>A pool that tracks, and a context whose slabs are released at the end; fails on a leak.</summary>
internal sealed class SealedColumns : IDisposable
{
    internal SlabPool Pool { get; } = new(new ByteBudget(1L << 40), track: true);

    internal SealContext Context { get; private set; } = null!;

    internal SealedColumns() => Context = new SealContext(Pool);

    internal IArrowArray Seal(ColumnBuilder column, int rows) => ArrowArrayFactory.BuildArray(column.Seal(Context, rows));

    /// <summary>The arrays sealed so far end here.</summary>
    internal void ReleaseArrays()
    {
        foreach (Slab slab in Context.Slabs)
        {
            slab.Release();
        }

        Context = new SealContext(Pool);
    }

    /// <summary>Last line of a test: the columns were disposed, and nothing is left.</summary>
    internal void AssertClean(params ReadOnlySpan<IDisposable> builders)
    {
        ReleaseArrays();
        foreach (IDisposable builder in builders)
        {
            builder.Dispose();
        }

        Pool.AssertNoLeaks();
        Assert.Equal(0, Pool.Budget.UsedBytes);
    }

    /// <summary>Every buffer begins at a multiple of 64, and what is behind its end up to the next one is readable.</summary>
    internal static unsafe void AssertAligned(ArrayData data)
    {
        foreach (ArrowBuffer buffer in data.Buffers)
        {
            using MemoryHandle handle = buffer.Memory.Pin();
            Assert.Equal(0, (nint)handle.Pointer % 64);
        }

        foreach (ArrayData child in data.Children ?? [])
        {
            AssertAligned(child);
        }

        if (data.Dictionary is not null)
        {
            AssertAligned(data.Dictionary);
        }
    }

    public void Dispose() => Pool.Dispose();
}
