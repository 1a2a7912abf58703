import { describe, expect, it } from 'vitest';
import { linesOf } from './progress.ts';
import { durationText, Throughput, throughputText } from './throughput.ts';

describe('a throughput', () => {
  it('knows rate and time left by what was done of late', () => {
    const throughput = new Throughput(100_000, 0);
    expect([throughput.share, throughput.rate, throughput.secondsLeft]).toEqual([0, 0, undefined]);
    for (let second = 1; second <= 10; second++) throughput.add(100, 1000, second * 1000);
    expect([throughput.share, throughput.rate, throughput.secondsLeft, throughputText(throughput)]).toEqual([
      0.1,
      100,
      90,
      '1,000 drives, 100/s, 1 min 30 s left',
    ]);
    for (let second = 11; second <= 60; second++) throughput.add(10, 100, second * 1000);
    expect([throughput.rate, throughputText(throughput)]).toEqual([10, '1,500 drives, 10/s, 14 min 10 s left']);
  });

  it('does not know the end of a pipe, and is at the end of an empty file', () => {
    const pipe = new Throughput(undefined, 0);
    pipe.add(1, 10, 500);
    expect([pipe.share, pipe.secondsLeft, throughputText(pipe)]).toEqual([undefined, undefined, '1 drive, 2/s']);
    expect(new Throughput(0, 0).share).toBe(1);
  });

  it('never has more than all behind it: the file may have grown', () => {
    const throughput = new Throughput(10, 0);
    throughput.add(1, 20, 1000);
    expect([throughput.share, throughput.secondsLeft]).toEqual([1, 0]);
  });

  it.each([
    [0, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [60, '1 min 0 s'],
    [3599, '59 min 59 s'],
    [7500, '2 h 5 min'],
    [4_000_000, '1,111 h 6 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

describe('elsewhere than on a terminal', () => {
  it('a line says every five seconds how far it is', async () => {
    let at = 0;
    const printed: string[] = [];
    const throughput = new Throughput(1000, at);
    const progress = linesOf(
      throughput,
      async (text) => void printed.push(text),
      () => at,
    );
    for (at = 500; at <= 12_000; at += 500) {
      throughput.add(2, 20, at);
      await progress.update();
    }
    progress.end();
    expect(printed).toEqual(['20%, 20 drives, 4/s, 20 s left', '40%, 40 drives, 4/s, 15 s left']);
  });
});
