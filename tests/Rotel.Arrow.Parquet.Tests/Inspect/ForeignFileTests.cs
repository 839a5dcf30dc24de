using Rotel.Arrow.Parquet.Inspect;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Parquet.Tests.Inspect;

/// <summary>Files of other writers and fuzzers: a report, or a clean error within bounded memory.</summary>
public sealed class ForeignFileTests
{
    /// <summary>Most bytes a report may allocate for a file of a few kilobytes, page walk and text included.</summary>
    const long AllocationLimit = 48 << 20;

    [Theory]
    [InlineData("parquet-testing/data")]
    [InlineData("parquet-testing/shredded_variant")]
    [InlineData("duckdb")]
    [InlineData("arrow-testing")]
    public void Sound_files_of_other_writers_are_reported_to_their_last_page(string folder)
    {
        foreach (string path in TestData.RequireFiles(Path.Combine("parquet", folder), "*.parquet"))
        {
            string report = Report(path, checksums: !path.EndsWith("datapage_v1-corrupt-checksum.parquet", StringComparison.Ordinal));
            Assert.Contains("schema", report, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_wrong_page_checksum_is_found()
    {
        string path = TestData.Require("parquet", "parquet-testing", "data", "datapage_v1-corrupt-checksum.parquet");
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => Report(path, checksums: true));
        Assert.Contains("does not have its checksum", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fuzz")]
    [InlineData("fuzz-encoding")]
    [InlineData("parquet-testing/bad_data")]
    public void Hostile_files_end_in_a_report_or_a_clean_error_and_allocate_little(string folder)
    {
        int files = 0;
        foreach (string path in TestData.RequireFiles(Path.Combine("parquet", folder)))
        {
            files++;
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Report(path, checksums: true);
            }
            catch (ParquetFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < AllocationLimit, $"{path}: {allocated} bytes allocated");
        }

        Assert.True(files > 1);
    }

    internal static string Report(string path, bool checksums)
    {
        using FileStream file = File.OpenRead(path);
        StringWriter text = new();
        ParquetReport.Write(file, Path.GetFileName(path), text, new ParquetReportOptions { Pages = true, Checksums = checksums });
        return text.ToString();
    }
}
