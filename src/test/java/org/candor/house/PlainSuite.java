package org.candor.house;

import org.junit.platform.suite.api.ExcludeTags;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests without a service around them, in another process at the same time. */
@Suite
@SelectPackages("org.candor")
@IncludeClassNamePatterns(".*Test")
@ExcludeTags("io.quarkus.test.junit.QuarkusTest")
class PlainSuite {}
