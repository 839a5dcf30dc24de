namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>Consecutive rows.</summary>
/// <param name="Start">First row.</param>
/// <param name="Count">Number of rows.</param>
public readonly record struct RowRun(int Start, int Count);
