using BenchmarkDotNet.Running;
using Rotel.Arrow.Bench.Parquet;

// Comparisons with other programs' libraries run in interleaved rounds of their own, not under BenchmarkDotNet.
if (args is ["parquet-comparison", ..])
{
    ParquetWriterComparison.Run(args.AsSpan(1));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
