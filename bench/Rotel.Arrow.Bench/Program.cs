using BenchmarkDotNet.Running;
using Rotel.Arrow.Bench.Budgets;
using Rotel.Arrow.Bench.Parquet;

if (args is ["budgets", ..])
{
    Environment.ExitCode = BudgetCheck.Run(args.AsSpan(1), Console.Out);
    return;
}

// Comparisons with other programs' libraries run in interleaved rounds of their own, not under BenchmarkDotNet.
if (args is ["parquet-comparison", ..])
{
    ParquetWriterComparison.Run(args.AsSpan(1));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
