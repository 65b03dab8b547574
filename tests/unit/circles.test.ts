import { expect, test } from 'vitest';
import { roomCircles } from '@/lint/room-circles.js';
import { rooms } from '@/lint/rooms.js';

test('no two rooms may import each other, by however many others', () => {
  expect(roomCircles(rooms)).toEqual([]);
});

test('a circle is found by way of a part of a room, and rooms that only lead to one are not in it', () => {
  const table = [
    { path: 'first', mayImport: ['second/part.ts'] },
    { path: 'second', mayImport: ['third', 'last'] },
    { path: 'third', mayImport: ['first'] },
    { path: 'before', mayImport: ['first'] },
    { path: 'last', mayImport: ['last/part'] },
  ];
  expect(roomCircles(table)).toEqual([['first', 'second', 'third']]);
});
