/** The marks of reports, as the legend draws them: form says the same as colour. */
import { ShapeLayer } from "./shape-layer.ts";

export const REOPENED = 4;

/**
 * Shape: form (urgency 0…3, plus 4 when reopened), share of the warning time that is left 0…1.
 * comfortable: disc. soon: disc in a closing ring. late: diamond. closed: check. reopened: a ring around any of them,
 * and a hollow disc inside when there is no hurry: the double ring.
 */
export class MarkLayer extends ShapeLayer {
  static override layerName = "MarkLayer";

  protected paint(): string {
    return /* glsl */ `
      vec4 paint(vec2 p, float r) {
        float form = vShape.x;
        bool reopened = form > 3.5;
        float urgency = reopened ? form - 4.0 : form;
        float small = reopened ? 0.74 : 1.0;
        float rim = 1e3;
        float body;
        float faint = 1e3;
        if (urgency < 0.5) {
          body = reopened ? ring(p, 0.4 * r, 0.1 * r) : disc(p, 0.5 * r);
        } else if (urgency < 1.5) {
          body = disc(p, 0.42 * r * small);
          if (!reopened) {
            faint = ring(p, 0.74 * r, 0.07 * r);
            float arc = ring(p, 0.74 * r, 0.11 * r);
            if (turnOf(p) < vShape.y) body = min(body, arc);
          }
        } else if (urgency < 2.5) {
          body = diamond(p, 0.86 * r * small);
        } else {
          float w = 0.1 * r;
          body = min(stroke(p, vec2(-0.34, -0.02) * r, vec2(-0.08, -0.28) * r, w),
                     stroke(p, vec2(-0.08, -0.28) * r, vec2(0.38, 0.3) * r, w));
        }
        if (reopened) rim = ring(p, 0.84 * r, 0.1 * r);
        float outline = min(min(body, rim), faint);
        vec4 color = over(vec4(0.0), vHalo, cover(outline - 0.16 * r));
        color = over(color, vBody, 0.4 * cover(faint));
        color = over(color, vSecond, cover(rim));
        return over(color, vBody, cover(body));
      }
    `;
  }
}
