/**
 * deck.gl's projection for a map that is never tilted, turned or a globe: one way from degrees to the screen instead of five. All that a
 * shader could do is compiled, and where a processor does the drawing that took 300 ms for each kind of layer, and takes 110.
 *
 * Places are reckoned from the middle of the view by the second-order expansion of the Mercator projection there, as deck.gl itself does
 * above zoom 12 (its `lnglat-offsets`). What that is off grows with the cube of the way from the middle and with the latitude: 0.6 of a pixel
 * at the upper edge of a 4K wall at zoom 8, our farthest, at 25° north; 3 of one that stands on end; a quarter of that a zoom nearer.
 * `project` and `project32` keep their names, for what deck.gl tells them and what its layers ask of them.
 */
import { project, project32, type Viewport } from "@deck.gl/core";
import { _MultiIconLayer, ScatterplotLayer } from "@deck.gl/layers";

interface Told {
  viewport: Viewport & { longitude: number; latitude: number };
  devicePixelRatio?: number;
}

/** Those of deck.gl's numbers that are needed. */
interface Reckoned {
  coordinateOrigin: number[];
  commonUnitsPerWorldUnit: number[];
  commonUnitsPerWorldUnit2: number[];
  commonUnitsPerMeter: number[];
  center: number[];
  viewProjectionMatrix: number[];
  viewportSize: number[];
  devicePixelRatio: number;
  focalDistance: number;
  scale: number;
}

/** What the shader reckons with; nothing before there is a view. */
export function uniformsOf(told: Partial<Told>): Record<string, number | number[]> {
  const { viewport, devicePixelRatio = 1 } = told;
  if (!viewport) return {};
  const all = project.getUniforms({
    viewport,
    devicePixelRatio,
    coordinateSystem: "lnglat-offsets",
    // As exact as a shader has it: what is left of a place is reckoned from just there.
    coordinateOrigin: [Math.fround(viewport.longitude), Math.fround(viewport.latitude), 0],
  }) as Reckoned;
  return {
    origin: all.coordinateOrigin,
    perDegree: all.commonUnitsPerWorldUnit,
    perDegree2: all.commonUnitsPerWorldUnit2,
    perMetre: all.commonUnitsPerMeter,
    center: all.center,
    viewProjectionMatrix: all.viewProjectionMatrix,
    viewportSize: all.viewportSize,
    devicePixelRatio: all.devicePixelRatio,
    focalDistance: all.focalDistance,
    scale: all.scale,
  };
}

const flatProject = {
  name: "project",
  dependencies: project.dependencies.filter(({ name }) => name === "geometry"),
  getUniforms: uniformsOf,
  uniformTypes: {
    origin: "vec3<f32>",
    perDegree: "vec3<f32>",
    perDegree2: "vec3<f32>",
    perMetre: "vec3<f32>",
    center: "vec4<f32>",
    viewProjectionMatrix: "mat4x4<f32>",
    viewportSize: "vec2<f32>",
    devicePixelRatio: "f32",
    focalDistance: "f32",
    scale: "f32",
  },
  vs: /* glsl */ `\
layout(std140) uniform projectUniforms {
  vec3 origin;
  vec3 perDegree;
  vec3 perDegree2;
  vec3 perMetre;
  vec4 center;
  mat4 viewProjectionMatrix;
  vec2 viewportSize;
  float devicePixelRatio;
  float focalDistance;
  float scale;
} project;
const float PI = 3.1415926536;
const int UNIT_COMMON = 0;
const int UNIT_METERS = 1;

float project_size_to_pixel(float size, int unit) {
  if (unit == UNIT_METERS) return size * project.perMetre.z * project.scale;
  return unit == UNIT_COMMON ? size * project.scale : size;
}
vec2 project_size_to_pixel(vec2 metres) { return metres * project.perMetre.xy * project.scale; }
float project_pixel_size(float pixels) { return pixels / project.scale; }
vec2 project_pixel_size(vec2 pixels) { return pixels / project.scale; }
vec2 project_pixel_size_to_clipspace(vec2 pixels) {
  return pixels / project.viewportSize * project.devicePixelRatio * 2.0 * project.focalDistance;
}
`,
} as const;

const flatProject32 = {
  name: project32.name,
  dependencies: [flatProject],
  vs: /* glsl */ `\
vec4 project_position_to_clipspace(vec3 position, vec3 low, vec3 offset, out vec4 commonPosition) {
  // Each by itself, or a compiler may add the low bits to what has no place for them.
  vec2 degrees = position.xy - project.origin.xy;
  vec2 common_ = degrees * (project.perDegree.xy + project.perDegree2.xy * degrees.y) + low.xy * project.perDegree.xy;
  commonPosition = vec4(vec3(common_, 0.0) + offset, 1.0);
  return project.viewProjectionMatrix * commonPosition + project.center;
}
vec4 project_position_to_clipspace(vec3 position, vec3 low, vec3 offset) {
  vec4 commonPosition;
  return project_position_to_clipspace(position, low, offset, commonPosition);
}
`,
} as const;

/** Shaders of a layer whose places are longitude and latitude, with this projection in place of deck.gl's. */
function flattened<Shaders extends { modules: readonly object[] }>(shaders: Shaders): Shaders {
  if (!shaders.modules.includes(project32))
    throw new Error("a layer does not project as deck.gl's layers do");
  const modules = shaders.modules.map((module) => (module === project32 ? flatProject32 : module));
  return { ...shaders, modules };
}

/** Circles. */
export class FlatScatterplotLayer<Data = unknown, More extends object = object> extends ScatterplotLayer<
  Data,
  More
> {
  static override layerName = "FlatScatterplotLayer";

  override getShaders() {
    return flattened(super.getShaders());
  }
}

/** The letters of a text layer. */
export class FlatLetters extends _MultiIconLayer<unknown> {
  static override layerName = "FlatLetters";

  override getShaders() {
    return flattened(super.getShaders());
  }
}
