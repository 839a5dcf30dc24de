using FsCheck;
using FsCheck.Fluent;

namespace Rotel.Arrow.Config.Tests.Values;

/// <summary>Whole numbers of any size: small, round and huge ones.</summary>
internal static class WideNumbers
{
    /// <summary>From 0 to <paramref name="largest"/>, every power of two about as likely as the others.</summary>
    public static Arbitrary<long> UpTo(long largest) => (
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from shift in Gen.Choose(0, 62)
        from zeros in Gen.Elements(0, 10, 20, 30)
        select ((((long)high << 31) | (long)low) >> shift) >> zeros << zeros into number
        select number <= largest ? number : largest)
        .ToArbitrary();
}
