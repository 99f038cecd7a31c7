import { describe, expect, it } from "vitest";
import { PathTemplateError, parsePathTemplate } from "../../src/transcoding/index.ts";
import { exclusions, getRouteTable, omitExpectations, vectors } from "./vector.ts";
import { runVector } from "./vector-runners.ts";

describe("vectors", () => {
  for (const vector of vectors) {
    const exclusion = exclusions.vectors.find((excluded) => excluded.id === vector.id);
    if (exclusion === undefined) {
      it(`${vector.kind} ${vector.id}`, () => runVector(vector));
    } else if (exclusion.only === undefined) {
      it(`excludes ${vector.kind} ${vector.id}: ${exclusion.reason}`, () => expect(() => runVector(vector)).toThrow());
    } else {
      const { only, reason } = exclusion;
      it(`${vector.kind} ${vector.id}, without ${only.join(" and ")}: ${reason}`, () => {
        runVector(omitExpectations(vector, only));
        // Each omission must be needed, or it would outlive its reason.
        for (const path of only) {
          const others = only.filter((other) => other !== path);
          expect(() => runVector(omitExpectations(vector, others)), path).toThrow();
        }
      });
    }
  }
});

describe("excluded-vectors.json", () => {
  for (const { id } of exclusions.vectors) {
    it(`names a vector that exists: ${id}`, () => expect(vectors.some((vector) => vector.id === id)).toBe(true));
  }

  for (const { table, template, reason } of exclusions.templates) {
    it(`names a refused template of ${table}: ${template}, ${reason}`, () => {
      expect(getRouteTable(table).routes?.some((route) => route.template === template)).toBe(true);
      expect(() => parsePathTemplate(template)).toThrow(PathTemplateError);
    });
  }
});
