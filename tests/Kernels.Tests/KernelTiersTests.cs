using System;
using System.Linq;
using Xunit;

namespace AccelEmu.Kernels.Tests;

public sealed class KernelTiersTests
{
    [Theory]
    [InlineData("reference", KernelTier.Reference)]
    [InlineData("vector128", KernelTier.Vector128)]
    [InlineData("vector256", KernelTier.Vector256)]
    [InlineData("vector512", KernelTier.Vector512)]
    public void Choose_TierName_IsThatTier(string name, KernelTier tier) => Assert.Equal(tier, KernelTiers.Choose(name));

    [Fact]
    public void Choose_Nothing_IsTheFastestAcceleratedTier() => Assert.Equal(KernelTiers.Accelerated[^1], KernelTiers.Choose(null));

    [Fact]
    public void Choose_UnknownName_NamesVariableValueAndLegalValues()
    {
        string message = Assert.Throws<InvalidOperationException>(() => KernelTiers.Choose("avx9")).Message;
        Assert.Contains(KernelTiers.ForceVariable, message, StringComparison.Ordinal);
        Assert.Contains("avx9", message, StringComparison.Ordinal);
        Assert.Contains("vector512", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_EmittedWhereItCannotRun_IsRefused()
    {
        if (KernelTiers.CanRun(KernelTier.Emitted))
        {
            Assert.Equal(KernelTier.Emitted, KernelTiers.Choose("emitted"));
        }
        else
        {
            Assert.Contains("vector512 or lower", Assert.Throws<InvalidOperationException>(() => KernelTiers.Choose("emitted")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Catalog_Ids_AreUniqueAndNameTheirTier()
    {
        Assert.Equal(KernelCatalog.Entries.Count, KernelCatalog.Entries.Select(e => e.Id).Distinct().Count());
        Assert.All(KernelCatalog.Entries, e => Assert.EndsWith(e.Tier.ToString(), e.Id, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Catalog_References_Exist() => Assert.All(
        KernelCatalog.Entries,
        e => Assert.Contains(typeof(AccelEmu.Numerics.Reference).GetMethods(), m => m.Name == e.Reference));
}
