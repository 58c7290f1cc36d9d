/** Before any schema is made: zod would try whether it may compile code, and the page's policy forbids that and says so. */
import { z } from "zod";

z.config({ jitless: true });
