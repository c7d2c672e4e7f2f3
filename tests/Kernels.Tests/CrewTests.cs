using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>Every piece is done once, whoever does it, and nobody is still at it when the call returns.</summary>
public sealed class CrewTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryPiece_IsDoneOnce(int threads)
    {
        for (int round = 0; round < 3000; round++)
        {
            int count = round % 23;
            int[] times = new int[count];
            Split.Run(threads, count, new Counting(times, 0));
            Assert.All(times, t => Assert.Equal(1, t));
        }
    }

    [Fact]
    public void SleepersWake()
    {
        for (int round = 0; round < 50; round++)
        {
            Thread.Sleep(round % 3);
            int[] times = new int[8];
            Split.Run(2, times.Length, new Counting(times, 200));
            Assert.All(times, t => Assert.Equal(1, t));
        }
    }

    [Fact]
    public void ManyCallersAtOnce_GetTheirOwn() => Parallel.For(0, 8, _ =>
    {
        for (int round = 0; round < 500; round++)
        {
            int[] times = new int[5];
            Split.Run(2, times.Length, new Counting(times, 10));
            Assert.All(times, t => Assert.Equal(1, t));
        }
    });

    [Fact]
    public void FailuresReachTheCaller_AndTheNextCallWorks()
    {
        for (int round = 0; round < 20; round++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => Split.Run(3, 40, new Failing(round)));
            int[] times = new int[40];
            Split.Run(3, times.Length, new Counting(times, 0));
            Assert.Equal(40, times.Sum());
        }
    }

    private readonly struct Counting(int[] times, int spins) : IPieces
    {
        public void Do(int index)
        {
            Thread.SpinWait(spins);
            Interlocked.Increment(ref times[index]);
        }
    }

    private readonly struct Failing(int bad) : IPieces
    {
        public void Do(int index)
        {
            if (index == bad)
            {
                throw new InvalidTimeZoneException();
            }
        }
    }
}
