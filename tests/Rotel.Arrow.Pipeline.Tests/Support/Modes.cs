namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>Both forms of open batches, for theories about what must not depend on the form.</summary>
internal static class Modes
{
    public static TheoryData<PdataMode> All => [PdataMode.Auto, PdataMode.Columns];
}
