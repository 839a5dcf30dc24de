using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Xunit;

namespace Rotel.Arrow.Otap.Tests.FromRecords;

/// <summary>What holds for every batch that lives in the gateway, whoever decoded it.</summary>
internal static class OtapBatchRules
{
    /// <summary>Ids are row numbers, children stand in the order of their parents, runs cover all rows.</summary>
    public static void AssertHolds(OtapBatch batch)
    {
        foreach ((PayloadType type, RecordBatch table) in batch.Tables)
        {
            Assert.All(table.Arrays, array => Assert.Equal(table.Length, array.Length));
            if (type is PayloadType.ResourceAttrs or PayloadType.ScopeAttrs || table.Schema.GetFieldIndex(ColumnNames.ParentId) >= 0)
            {
                ReadOnlySpan<int> offsets = batch.ChildOffsets(type);
                Assert.Equal(0, offsets[0]);
                Assert.Equal(table.Length, offsets[^1]);
                for (int parent = 0; parent + 1 < offsets.Length; parent++)
                {
                    Assert.True(offsets[parent] <= offsets[parent + 1]);
                }
            }
        }

        ReadOnlySpan<ScopeRun> runs = batch.ScopeRuns.Span;
        Assert.False(runs.IsEmpty);
        Assert.Equal(0, runs[0].StartRow);
        var resources = new PrimitiveAccessor<ushort>(batch.Root.Find(ColumnNames.Resource).Child(ColumnNames.Id));
        var scopes = new PrimitiveAccessor<ushort>(batch.Root.Find(ColumnNames.Scope).Child(ColumnNames.Id));
        for (int run = 0; run < runs.Length; run++)
        {
            int end = run + 1 < runs.Length ? runs[run + 1].StartRow : batch.Root.Length;
            Assert.True(end > runs[run].StartRow);
            for (int row = runs[run].StartRow; row < end; row++)
            {
                Assert.Equal(runs[run].ResourceId, resources[row]);
                Assert.Equal(runs[run].ScopeId, scopes[row]);
            }
        }
    }
}
